/** Immutable columnar data: schema, columns, views, fingerprints, splits and expectations. */
@NullMarked
package io.github.modelkeel.data;

import org.jspecify.annotations.NullMarked;
