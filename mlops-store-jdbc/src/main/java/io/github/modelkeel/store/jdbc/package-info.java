/** Runs, registry and artifacts in SQLite, H2 or any other DataSource. */
@NullMarked
package io.github.modelkeel.store.jdbc;

import org.jspecify.annotations.NullMarked;
