package io.github.modelkeel.store.fs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.modelkeel.error.IntegrityException;
import io.github.modelkeel.spi.StoredText;
import io.github.modelkeel.tracking.ArtifactInfo;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Which path of an owner has which content: one log for each owner, of lines {@code <crc32> <json>}. The last line of a
 * path holds. A line that does not end in a line feed was cut short by a crash: readers pass over it and the next writer
 * removes it. Any other line that does not match its CRC is damage.
 */
final class OwnerLogs {
    private static final int CRC_DIGITS = 8;
    private static final long MOST_BYTES = 256L * 1024 * 1024;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final Path folder;
    private final Path lockFile;
    private final ReentrantLock threads = new ReentrantLock();

    OwnerLogs(Path root) {
        this.root = root;
        this.folder = root.resolve("owners");
        this.lockFile = root.resolve("lock");
    }

    private Path file(String owner) {
        return folder.resolve("r-" + owner + ".jsonl"); // so that no owner is one of the names Windows keeps
    }

    /** Does something while no other thread or process changes a log or removes content. */
    void exclusively(Disk.Action action) throws IOException {
        threads.lock();
        try {
            Disk.exclusively(lockFile, action);
        } finally {
            threads.unlock();
        }
    }

    /** Adds a file and returns when that is on disk. Used exclusively. */
    void append(String owner, ArtifactInfo info, Instant at) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("path", info.path());
        json.put("sha256", info.sha256());
        json.put("bytes", info.bytes());
        json.put("at", at.toString());
        append(owner, json);
    }

    /** Removes a file and returns whether there was one. Used exclusively. */
    boolean remove(String owner, String path) throws IOException {
        if (!read(owner).containsKey(path)) {
            return false;
        }
        append(owner, JSON.createObjectNode().put("path", path).put("removed", true));
        return true;
    }

    /** Removes every file of an owner and returns how many there were. Used exclusively. */
    int removeAll(String owner) throws IOException {
        int count = read(owner).size();
        if (Files.deleteIfExists(file(owner))) {
            Disk.flushFolder(folder);
        }
        return count;
    }

    /** Returns the digest of every content that some owner has. Used exclusively. */
    Set<String> digests() throws IOException {
        Set<String> digests = new HashSet<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "r-*.jsonl")) {
                for (Path log : logs) {
                    readLog(log).values().forEach(info -> digests.add(info.sha256()));
                }
            }
        }
        return digests;
    }

    private void append(String owner, ObjectNode json) throws IOException {
        byte[] line = line(json);
        if (Files.notExists(folder)) {
            Files.createDirectories(folder);
            Disk.flushFolder(root);
        }
        boolean fresh = !Files.exists(file(owner));
        try (RandomAccessFile log = new RandomAccessFile(file(owner).toFile(), "rw")) {
            long whole = wholeLines(log);
            log.setLength(whole);
            log.seek(whole);
            try {
                log.write(line);
                log.getFD().sync();
            } catch (IOException e) {
                log.setLength(whole);
                throw e;
            }
        }
        if (fresh) {
            Disk.flushFolder(folder);
        }
    }

    boolean isThere(String owner) {
        return Files.exists(file(owner));
    }

    private static byte[] line(ObjectNode json) throws JsonProcessingException {
        String text = JSON.writeValueAsString(json);
        return (crc(text) + " " + text + "\n").getBytes(UTF_8);
    }

    private static String crc(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(UTF_8));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    /** Returns the length of a log up to and with its last line feed. */
    private static long wholeLines(RandomAccessFile log) throws IOException {
        for (long end = log.length(); end > 0; end--) {
            log.seek(end - 1);
            if (log.read() == '\n') {
                return end;
            }
        }
        return 0;
    }

    /** Returns the files of an owner by path in code-point order. */
    Map<String, ArtifactInfo> read(String owner) throws IOException {
        return readLog(file(owner));
    }

    private static Map<String, ArtifactInfo> readLog(Path file) throws IOException {
        Map<String, ArtifactInfo> files = new TreeMap<>(StoredText.CODE_POINTS);
        String log = text(file);
        int number = 0;
        for (int from = 0, end = log.indexOf('\n'); end >= 0; from = end + 1, end = log.indexOf('\n', from)) {
            number++;
            parse(log.substring(from, end), file, number, files);
        }
        return files;
    }

    private static String text(Path file) throws IOException {
        try (FileInputStream in = new FileInputStream(file.toFile())) { // not a channel: bears interrupts
            if (file.toFile().length() > MOST_BYTES) {
                throw new IntegrityException("the log '" + file + "' is larger than " + MOST_BYTES
                        + " bytes, which no log of this library is; restore a copy");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (FileNotFoundException e) { // also said of files that may not be read, or not now
            if (Files.notExists(file)) {
                return "";
            }
            throw e;
        }
    }

    private static void parse(String line, Path file, int number, Map<String, ArtifactInfo> files) {
        String text = line.length() > CRC_DIGITS + 1 ? line.substring(CRC_DIGITS + 1) : "";
        if (text.isEmpty() || !line.startsWith(crc(text) + " ")) {
            throw damaged(file, number, "does not match its CRC");
        }
        try {
            JsonNode json = JSON.readTree(text);
            String path = StoredText.checkPath(json.path("path").asText());
            if (json.path("removed").asBoolean()) {
                files.remove(path);
                return;
            }
            String sha256 = json.path("sha256").asText();
            JsonNode bytes = json.path("bytes");
            if (!SHA256.matcher(sha256).matches() || !bytes.canConvertToLong() || bytes.asLong() < 0) {
                throw damaged(file, number, "has no digest or size");
            }
            files.put(path, new ArtifactInfo(path, bytes.asLong(), sha256));
        } catch (JsonProcessingException e) {
            throw damaged(file, number, "is no JSON");
        }
    }

    private static IntegrityException damaged(Path file, int number, String how) {
        return new IntegrityException(
                "line " + number + " of '" + file + "' " + how + ": it was changed by hand or damaged; restore a copy");
    }
}
