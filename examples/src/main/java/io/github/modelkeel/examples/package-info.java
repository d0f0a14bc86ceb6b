/** The churn story end to end, and the tests of the build's own rules. Not published. */
@NullMarked
package io.github.modelkeel.examples;

import org.jspecify.annotations.NullMarked;
