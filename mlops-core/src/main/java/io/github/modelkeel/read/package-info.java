/** Where rows come from: CSV files, SQL queries, lists of Java records. */
@NullMarked
package io.github.modelkeel.read;

import org.jspecify.annotations.NullMarked;
