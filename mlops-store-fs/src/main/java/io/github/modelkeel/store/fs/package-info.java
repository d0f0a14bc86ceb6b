/**
 * Files in a directory, addressed by their content.
 *
 * <p>{@link io.github.modelkeel.store.fs.FileArtifacts} is the only public type; it takes the place of the files of any
 * storage with {@link io.github.modelkeel.spi.Storage#withArtifacts}.
 */
@NullMarked
package io.github.modelkeel.store.fs;

import org.jspecify.annotations.NullMarked;
