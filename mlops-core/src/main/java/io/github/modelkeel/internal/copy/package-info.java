/** Copies of whole storages. */
@NullMarked
package io.github.modelkeel.internal.copy;

import org.jspecify.annotations.NullMarked;
