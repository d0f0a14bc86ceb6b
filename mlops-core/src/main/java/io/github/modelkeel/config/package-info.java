/** Pipelines written as YAML files. */
@NullMarked
package io.github.modelkeel.config;

import org.jspecify.annotations.NullMarked;
