/** Rules for names and texts that come from outside, and the names nearest to one that is unknown. */
@NullMarked
package io.github.modelkeel.internal.names;

import org.jspecify.annotations.NullMarked;
