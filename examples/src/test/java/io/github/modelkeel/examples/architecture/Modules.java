package io.github.modelkeel.examples.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The modules as this build compiled them, read from their {@code target} directories. */
final class Modules {
    static final String ROOT = "io.github.modelkeel";
    static final String API = "mlops-api";
    static final String TESTKIT = "mlops-testkit";

    /** Every module whose jar is published, in the order of the build. */
    static final List<String> PUBLISHED = List.of(
            API,
            "mlops-core",
            "mlops-drift",
            "mlops-store-jdbc",
            "mlops-store-fs",
            "mlops-tribuo",
            "mlops-serving-embedded",
            TESTKIT);

    /** Our modules that the code of a module may see beside itself. */
    static final Map<String, List<String>> MAY_SEE = Map.of(
            API,
            List.of(),
            "mlops-core",
            List.of(API),
            "mlops-drift",
            List.of(API),
            "mlops-store-jdbc",
            List.of(API),
            "mlops-store-fs",
            List.of(API),
            "mlops-tribuo",
            List.of(API),
            "mlops-serving-embedded",
            List.of(API),
            TESTKIT,
            List.of(API, "mlops-core"));

    private final Map<String, JavaClasses> classesByModule;
    private final Map<String, String> moduleByClass;

    private Modules(Map<String, JavaClasses> classesByModule) {
        this.classesByModule = classesByModule;
        this.moduleByClass = classesByModule.entrySet().stream()
                .flatMap(e -> e.getValue().stream().map(c -> Map.entry(c.getName(), e.getKey())))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Reads the compiled classes of every published module. */
    static Modules published() {
        Map<String, JavaClasses> classes = new LinkedHashMap<>();
        for (String module : PUBLISHED) {
            classes.put(
                    module, new ClassFileImporter().importPath(directory(module).resolve("target/classes")));
        }
        return new Modules(classes);
    }

    /** The top directory of the repository. */
    static Path repository() {
        return Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
    }

    static Path directory(String module) {
        return repository().resolve(module);
    }

    /**
     * The class path a host gets with a module, without the module itself: jar names for third parties, module names for
     * ours. Written by the build before the tests run.
     */
    static TreeSet<String> runtimeClassPath(String module) {
        Path file = directory(module).resolve("target/runtime-classpath.txt");
        try {
            String path = Files.readString(file).strip();
            return Stream.of(path.split(java.io.File.pathSeparator))
                    .filter(entry -> !entry.isEmpty())
                    .map(entry -> entryName(Path.of(entry)))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException("run the tests through Maven, which writes " + file, e);
        }
    }

    JavaClasses classes(String module) {
        return classesByModule.get(module);
    }

    /** The published module that holds a class, or null for anybody else's class. */
    String moduleOf(JavaClass type) {
        return moduleByClass.get(type.getBaseComponentType().getName());
    }

    Stream<JavaClass> all() {
        return classesByModule.values().stream().flatMap(JavaClasses::stream);
    }

    private static String entryName(Path entry) {
        Path relative = entry.startsWith(repository()) ? repository().relativize(entry) : entry;
        return relative.isAbsolute()
                ? entry.getFileName().toString()
                : relative.getName(0).toString();
    }
}
