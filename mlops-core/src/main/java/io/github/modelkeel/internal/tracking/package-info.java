/** The tracker over the stores: names and sizes are checked here, once, for every backend. */
@NullMarked
package io.github.modelkeel.internal.tracking;

import org.jspecify.annotations.NullMarked;
