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
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Files in memory, equal content once. */
final class MemoryArtifactStore implements ArtifactStore {
    private final MemoryStorage.Guard guard;
    private final Map<String, Content> contents = new HashMap<>();
    private final Map<String, Map<String, ArtifactInfo>> files = new HashMap<>();

    /** A content and when it was stored last. */
    private record Content(byte[] bytes, Instant at) {}

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
            contents.merge(info.sha256(), new Content(bytes, at), MemoryArtifactStore::later);
            files.computeIfAbsent(owner, key -> new TreeMap<>(StoredText.CODE_POINTS))
                    .put(path, info);
        }
        return info;
    }

    private static Content later(Content present, Content added) {
        return new Content(present.bytes(), added.at().isAfter(present.at()) ? added.at() : present.at());
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
            Content content = info == null ? null : contents.get(info.sha256());
            if (info == null || content == null) {
                return Optional.empty();
            }
            return Optional.of(new VerifiedInputStream(
                    "artifact '" + path + "' of '" + owner + "'",
                    new ByteArrayInputStream(content.bytes()),
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

    @Override
    public Optional<ArtifactInfo> find(String owner, String path) {
        StoredText.checkPath(path);
        synchronized (guard) {
            guard.requireOpen();
            return Optional.ofNullable(files.getOrDefault(owner, Map.of()).get(path));
        }
    }

    @Override
    public boolean delete(String owner, String path) {
        StoredText.checkPath(path);
        synchronized (guard) {
            guard.requireOpen();
            Map<String, ArtifactInfo> own = files.get(owner);
            return own != null && own.remove(path) != null;
        }
    }

    @Override
    public int deleteAll(String owner) {
        synchronized (guard) {
            guard.requireOpen();
            Map<String, ArtifactInfo> own = files.remove(owner);
            return own == null ? 0 : own.size();
        }
    }

    @Override
    public long collect(Instant olderThan) {
        synchronized (guard) {
            guard.requireOpen();
            Set<String> used = new HashSet<>();
            files.values().forEach(own -> own.values().forEach(info -> used.add(info.sha256())));
            long freed = 0;
            Iterator<Map.Entry<String, Content>> each = contents.entrySet().iterator();
            while (each.hasNext()) {
                Map.Entry<String, Content> content = each.next();
                if (!used.contains(content.getKey()) && content.getValue().at().isBefore(olderThan)) {
                    freed += content.getValue().bytes().length;
                    each.remove();
                }
            }
            return freed;
        }
    }

    /** Nothing to release: the storage that handed this out is closed as a whole. */
    @Override
    public void close() {}
}
