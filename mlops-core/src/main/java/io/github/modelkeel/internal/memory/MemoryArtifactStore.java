package io.github.modelkeel.internal.memory;

import io.github.modelkeel.error.UnavailableException;
import io.github.modelkeel.spi.ArtifactStore;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.spi.VerifiedInputStream;
import io.github.modelkeel.tracking.ArtifactInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Files in memory, equal content once. */
final class MemoryArtifactStore implements ArtifactStore {
    private final MemoryStorage.Guard guard;
    private final Map<String, byte[]> contents = new HashMap<>();
    private final Map<String, Map<String, ArtifactInfo>> files = new HashMap<>();

    MemoryArtifactStore(MemoryStorage.Guard guard) {
        this.guard = guard;
    }

    @Override
    public String description() {
        return "memory";
    }

    @Override
    public ArtifactInfo put(String owner, String path, InputStream content, Instant at) {
        StoredText.check("the owner of an artifact", owner);
        StoredText.checkPath(path);
        byte[] bytes;
        try {
            bytes = content.readAllBytes();
        } catch (IOException e) {
            throw new UnavailableException(
                    "artifact '" + path + "' of '" + owner + "' could not be read to its end: " + e.getMessage(), e);
        }
        ArtifactInfo info = new ArtifactInfo(path, bytes.length, sha256(bytes));
        synchronized (guard) {
            guard.requireOpen();
            contents.putIfAbsent(info.sha256(), bytes);
            files.computeIfAbsent(owner, key -> new TreeMap<>(StoredText.CODE_POINTS))
                    .put(path, info);
        }
        return info;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public Optional<InputStream> open(String owner, String path) {
        StoredText.checkPath(path);
        synchronized (guard) {
            guard.requireOpen();
            ArtifactInfo info = files.getOrDefault(owner, Map.of()).get(path);
            byte[] content = info == null ? null : contents.get(info.sha256());
            if (info == null || content == null) {
                return Optional.empty();
            }
            return Optional.of(new VerifiedInputStream(
                    "artifact '" + path + "' of '" + owner + "'",
                    new ByteArrayInputStream(content),
                    info.bytes(),
                    info.sha256()));
        }
    }

    @Override
    public List<ArtifactInfo> list(String owner, String prefix) {
        synchronized (guard) {
            guard.requireOpen();
            return files.getOrDefault(owner, Map.of()).values().stream()
                    .filter(info -> info.path().startsWith(prefix))
                    .toList();
        }
    }

    /** Nothing to release: the storage that handed this out is closed as a whole. */
    @Override
    public void close() {}
}
