/** What can go wrong, one exception type for each reaction a caller can have. */
@NullMarked
package io.github.modelkeel.error;

import org.jspecify.annotations.NullMarked;
