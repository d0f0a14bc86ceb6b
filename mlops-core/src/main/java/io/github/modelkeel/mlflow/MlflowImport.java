package io.github.modelkeel.mlflow;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.spi.Storage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Takes over experiments, runs with every point of their metrics, parameters, tags and files, and registered models with
 * their versions, stages, aliases and tags from an MLflow store, which is only read. Runs keep their ids, models their names
 * and version numbers; an experiment gets an id made from MLflow's, which stands in its tag {@code mlflow.experimentId}.
 * Deleted experiments and runs come as deleted. A version has no package of ours, so it is listed and found by stage and
 * alias but not served. Confined to one thread. An import that was cut short goes on when it is called again.
 *
 * <pre>{@code
 * MlflowReport report = MlflowImport.directory(Path.of("mlruns")).into(storage);
 * }</pre>
 */
public final class MlflowImport {
    private final Function<MovedFiles, MlflowContent> content;
    private final Map<String, Path> moved = new LinkedHashMap<>();

    private MlflowImport(Function<MovedFiles, MlflowContent> content) {
        this.content = content;
    }

    /**
     * Reads a directory store.
     *
     * @param mlruns the folder that has a folder for each experiment, usually {@code mlruns}
     */
    public static MlflowImport directory(Path mlruns) {
        requireNonNull(mlruns, "mlruns");
        return new MlflowImport(moved -> new MlflowDirectory(mlruns, moved));
    }

    /**
     * Reads a database store, of SQLite or any other engine that MLflow supports and the host has a driver for. The host
     * closes the data source.
     */
    public static MlflowImport database(DataSource source) {
        requireNonNull(source, "source");
        return new MlflowImport(moved -> new MlflowDatabase(source, moved));
    }

    /**
     * Looks for files whose address starts with {@code address} in {@code folder} instead: when the store was moved, or when
     * a copy of a bucket is at hand. The longest address that fits is taken.
     *
     * @param address for instance {@code s3://bucket/mlflow} or {@code file:///home/ann/mlruns}
     */
    public MlflowImport movedFiles(String address, Path folder) {
        moved.put(requireNonNull(address, "address"), requireNonNull(folder, "folder"));
        return this;
    }

    /**
     * Takes everything over.
     *
     * @param storage where it goes; not closed
     * @throws io.github.modelkeel.error.NotFoundException if there is no such store
     * @throws io.github.modelkeel.error.IntegrityException if something in it is not as MLflow writes it; the message names it
     * @throws io.github.modelkeel.error.ConflictException if an experiment or a model of the same name is already there and
     *     did not come from this store
     * @throws io.github.modelkeel.error.UnavailableException if something cannot be read now
     */
    public MlflowReport into(Storage storage) {
        return new MlflowWriter(content.apply(new MovedFiles(moved)), storage).write();
    }
}
