/** The engine that runs pipelines. */
@NullMarked
package io.github.modelkeel.internal.pipeline;

import org.jspecify.annotations.NullMarked;
