/** Registered models, their versions, stages, aliases and lineage. */
@NullMarked
package io.github.modelkeel.registry;

import org.jspecify.annotations.NullMarked;
