/** Model packages: what they hold, how they are checked, and predictions from a loaded one. */
@NullMarked
package io.github.modelkeel.serving;

import org.jspecify.annotations.NullMarked;
