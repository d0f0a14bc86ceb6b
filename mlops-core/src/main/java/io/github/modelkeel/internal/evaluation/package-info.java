/** How good a model is: metrics, slices and bootstrap intervals over labels and scores. */
@NullMarked
package io.github.modelkeel.internal.evaluation;

import org.jspecify.annotations.NullMarked;
