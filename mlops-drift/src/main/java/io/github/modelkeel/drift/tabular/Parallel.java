package io.github.modelkeel.drift.tabular;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The same work for every column. */
final class Parallel {
    private Parallel() {}

    /** Returns the results in the order of the names: on the executor if there is one, on the calling thread otherwise. */
    static <T> List<T> map(Collection<String> names, Function<String, T> work, @Nullable Executor executor) {
        if (executor == null) {
            return names.stream().map(work).toList();
        }
        List<CompletableFuture<T>> futures = names.stream()
                .map(name -> CompletableFuture.supplyAsync(() -> work.apply(name), executor))
                .toList();
        try {
            return futures.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
