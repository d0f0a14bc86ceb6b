/** What the readers of this module share. */
@NullMarked
package io.github.modelkeel.serving.embedded.internal;

import org.jspecify.annotations.NullMarked;
