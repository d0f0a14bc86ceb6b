/** The registry over the stores. */
@NullMarked
package io.github.modelkeel.internal.registry;

import org.jspecify.annotations.NullMarked;
