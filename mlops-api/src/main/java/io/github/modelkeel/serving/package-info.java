/** Predictions from a loaded model package. */
@NullMarked
package io.github.modelkeel.serving;

import org.jspecify.annotations.NullMarked;
