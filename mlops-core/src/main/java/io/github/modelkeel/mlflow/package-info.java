/** Taking over what MLflow tracked: its directory stores and its SQLite databases, of versions 2.x and 3.x. */
@NullMarked
package io.github.modelkeel.mlflow;

import org.jspecify.annotations.NullMarked;
