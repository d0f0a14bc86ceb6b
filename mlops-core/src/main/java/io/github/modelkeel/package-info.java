/** The Mlops facade: reading and validating data, features, pipelines, evaluation, tracking and the registry. */
@NullMarked
package io.github.modelkeel;

import org.jspecify.annotations.NullMarked;
