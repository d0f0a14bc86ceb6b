/** Experiments, runs, parameters, metrics, tags and artifacts. */
@NullMarked
package io.github.modelkeel.tracking;

import org.jspecify.annotations.NullMarked;
