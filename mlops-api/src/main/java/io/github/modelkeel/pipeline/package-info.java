/** The declared path from data to a registered model, its gates and its outcome. */
@NullMarked
package io.github.modelkeel.pipeline;

import org.jspecify.annotations.NullMarked;
