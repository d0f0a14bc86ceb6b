/** Content-addressed artifacts and datasets in a directory. */
@NullMarked
package io.github.modelkeel.store.fs;

import org.jspecify.annotations.NullMarked;
