/** The storage that keeps everything in the memory of this JVM. Internal: the facade hands it out. */
@NullMarked
package io.github.modelkeel.internal.memory;

import org.jspecify.annotations.NullMarked;
