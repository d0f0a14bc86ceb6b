package io.github.modelkeel.store.fs;

import static java.util.Objects.requireNonNull;

import io.github.modelkeel.error.IntegrityException;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Carries out what the journal says. Used under the lock of the store, by threads that are not interrupted. */
final class DataFiles {
    private static final System.Logger LOG = System.getLogger(DataFiles.class.getName());

    private final Path root;

    DataFiles(Path root) {
        this.root = root;
    }

    Path path(String relative) {
        return root.resolve(relative);
    }

    /** Does what was not done before. When it fails, what it wrote is taken back as far as possible. */
    void perform(List<FileOp> ops) throws IOException {
        Map<String, Long> before = new LinkedHashMap<>();
        try {
            for (FileOp op : joined(ops)) {
                switch (op.kind()) {
                    case APPEND -> {
                        before.putIfAbsent(op.path(), op.at());
                        append(op, true);
                    }
                    case CLAIM -> {
                        before.putIfAbsent(op.path(), 0L);
                        claim(op);
                    }
                    case DELETE -> delete(op.path());
                }
            }
        } catch (IOException | RuntimeException e) {
            before.forEach((path, length) -> takeBack(path, length, e));
            throw e;
        }
    }

    /** Joins what is appended to one file, so that it is opened once; the log of commits comes last of what is written. */
    private static List<FileOp> joined(List<FileOp> ops) {
        if (ops.stream().anyMatch(op -> op.kind() == FileOp.Kind.DELETE)) {
            return ops; // rare, and their order matters
        }
        List<FileOp> all = new ArrayList<>();
        Map<String, List<FileOp>> appends = new LinkedHashMap<>();
        for (FileOp op : ops) {
            if (op.kind() == FileOp.Kind.APPEND) {
                appends.computeIfAbsent(op.path(), path -> new ArrayList<>()).add(op);
            } else {
                all.add(op);
            }
        }
        List<FileOp> commits = appends.remove(Catalog.EVENTS);
        appends.values().forEach(own -> all.add(joinedOne(own)));
        if (commits != null) {
            all.add(joinedOne(commits));
        }
        return all;
    }

    private static FileOp joinedOne(List<FileOp> appends) {
        FileOp first = appends.get(0);
        if (appends.size() == 1) {
            return first;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        appends.forEach(op -> bytes.writeBytes(op.bytes()));
        return new FileOp(FileOp.Kind.APPEND, first.path(), first.at(), bytes.toByteArray());
    }

    private void takeBack(String path, long length, Exception why) {
        try {
            if (length == 0) {
                Files.deleteIfExists(path(path));
            } else {
                try (RandomAccessFile file = new RandomAccessFile(path(path).toFile(), "rw")) {
                    if (file.length() > length) {
                        file.setLength(length);
                    }
                }
            }
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private void append(FileOp op, boolean expectsEnd) throws IOException {
        Path file = path(op.path());
        if (op.at() == 0) {
            Files.createDirectories(requireNonNull(file.getParent()));
        }
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            long length = out.length();
            if (length < op.at()) {
                throw new IOException(file + " has " + length + " bytes, expected " + op.at());
            }
            if (length > op.at()) {
                LOG.log(
                        expectsEnd ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                        "a line of {0} bytes that was cut short is removed from the end of ''{1}''",
                        length - op.at(),
                        file);
                out.setLength(op.at());
            }
            out.seek(op.at());
            out.write(op.bytes());
        }
    }

    /** Makes a file with its content in one step: two who claim one name cannot both have it. */
    private void claim(FileOp op) throws IOException {
        Path file = path(op.path());
        Path folder = Files.createDirectories(requireNonNull(file.getParent()));
        Path temporary = Disk.newFile(folder);
        try {
            Files.write(temporary, op.bytes());
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            if (!Arrays.equals(Files.readAllBytes(file), op.bytes())) {
                throw new IntegrityException(
                        "'" + file + "' is there with other content than the log of the store knows:"
                                + " it was made by hand, or by a process that the lock does not hold back; move it away");
            }
        } catch (UnsupportedOperationException e) { // a file system without links: the lock alone must do
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void delete(String path) throws IOException {
        Path file = path(path);
        Path folder = requireNonNull(file.getParent());
        Files.deleteIfExists(file);
        try {
            Files.deleteIfExists(folder.resolve("run")); // of an experiment without runs
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            LOG.log(System.Logger.Level.DEBUG, "''{0}'' has files that are not of this store; it stays", folder);
        }
    }

    /** Makes sure that everything in the journal is done, after its process or the machine went away. */
    void redo(List<Journal.Entry> entries) throws IOException {
        Map<String, ArrayList<FileOp>> byFile = new LinkedHashMap<>();
        for (Journal.Entry entry : entries) {
            for (FileOp op : entry.ops()) {
                ArrayList<FileOp> ops = byFile.computeIfAbsent(op.path(), path -> new ArrayList<>());
                if (op.kind() == FileOp.Kind.DELETE) {
                    ops.clear(); // what was done to it before does not matter any more
                }
                ops.add(op);
            }
        }
        for (List<FileOp> ops : byFile.values()) {
            redoOne(ops);
        }
    }

    private void redoOne(List<FileOp> ops) throws IOException {
        boolean intact = true;
        for (FileOp op : ops) {
            if (op.kind() == FileOp.Kind.DELETE) {
                if (ops.size() == 1) {
                    delete(op.path());
                }
            } else if (op.kind() == FileOp.Kind.CLAIM) {
                if (!has(path(op.path()), 0, op.bytes())) {
                    Files.deleteIfExists(path(op.path()));
                    claim(op);
                }
            } else if (!intact || !has(path(op.path()), op.at(), op.bytes())) {
                intact = false;
                if (op.at() > 0 && (Files.notExists(path(op.path())) || Files.size(path(op.path())) < op.at())) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "''{0}'' lost bytes before {1} that the journal does not have; what refers to them is damaged",
                            path(op.path()),
                            op.at());
                    return;
                }
                append(op, false);
            }
        }
    }

    private static boolean has(Path file, long at, byte[] bytes) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            if (in.length() < at + bytes.length) {
                return false;
            }
            byte[] present = new byte[bytes.length];
            in.seek(at);
            in.readFully(present);
            return Arrays.equals(present, bytes);
        }
    }

    /** Forces files and the folders that name them to the disk. */
    void force(Set<String> files) throws IOException {
        Set<Path> folders = new LinkedHashSet<>();
        for (String each : files) {
            Path file = path(each);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(false);
            } catch (NoSuchFileException e) {
                LOG.log(System.Logger.Level.DEBUG, "''{0}'' was removed meanwhile: only its folder is forced", file);
            }
            for (Path folder = file.getParent();
                    folder != null && folder.startsWith(root);
                    folder = folder.getParent()) {
                folders.add(folder);
            }
        }
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                Disk.flushFolder(folder);
            }
        }
    }

    /** Replaces a file in one step and returns when it is on the disk. */
    void replace(Path file, byte[] content, boolean force) throws IOException {
        Path folder = Files.createDirectories(requireNonNull(file.getParent()));
        Path temporary = Disk.newFile(folder);
        try {
            try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
                out.write(content);
                if (force) {
                    out.getFD().sync();
                }
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            if (force) {
                Disk.flushFolder(folder);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
