/** What a backend implements; host code does not call these types, it passes implementations in. */
@NullMarked
package io.github.modelkeel.spi;

import org.jspecify.annotations.NullMarked;
