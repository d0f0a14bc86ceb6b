/** Contract suites for every service provider interface, and test helpers for users. */
@NullMarked
package io.github.modelkeel.testkit;

import org.jspecify.annotations.NullMarked;
