package io.github.modelkeel.capture;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM knows of itself. */
final class JvmFacts {
    private static final int MOST_LIBRARIES = 2_000;
    private static final int LONGEST_ARGUMENT = 1_000;
    private static final Pattern VERSION = Pattern.compile("-([0-9][^/]*)\\.jar$");
    private static final Pattern SECRET = Pattern.compile(
            "(?i)([\\w.-]*(?:password|passwd|pwd|secret|token|credential|api[-_.]?key|access[-_.]?key|private[-_.]?key|auth)[\\w.-]*)=.*",
            Pattern.DOTALL);
    private static final Pattern USER_INFO = Pattern.compile("(//)[^/@\\s]*@");

    private JvmFacts() {}

    static Map<String, String> platform() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("java.version", Runtime.version().toString());
        facts.put("java.vendor", System.getProperty("java.vendor", ""));
        facts.put("java.vm", System.getProperty("java.vm.name", ""));
        facts.put("os.name", System.getProperty("os.name", ""));
        facts.put("os.version", System.getProperty("os.version", ""));
        facts.put("os.arch", System.getProperty("os.arch", ""));
        facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("heap.max.bytes", Long.toString(Runtime.getRuntime().maxMemory()));
        facts.put("timezone", TimeZone.getDefault().getID());
        facts.put("locale", Locale.getDefault().toLanguageTag());
        facts.put("encoding", Charset.defaultCharset().name());
        return facts;
    }

    static Map<String, String> libraries() {
        Map<String, String> versions = new TreeMap<>();
        for (String entry : System.getProperty("java.class.path", "").split(Pattern.quote(File.pathSeparator), -1)) {
            if (entry.endsWith(".jar") && versions.size() < MOST_LIBRARIES) {
                Path jar = Path.of(entry);
                versions.put(String.valueOf(jar.getFileName()), version(jar));
            }
        }
        return versions;
    }

    private static String version(Path jar) {
        if (Files.isRegularFile(jar)) {
            try (JarFile file = new JarFile(jar.toFile())) {
                Manifest manifest = file.getManifest();
                String stated = manifest == null
                        ? null
                        : manifest.getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
                if (stated != null) {
                    return stated;
                }
            } catch (IOException unreadable) { // the name may still tell
                return fromName(jar);
            }
        }
        return fromName(jar);
    }

    private static String fromName(Path jar) {
        Matcher version = VERSION.matcher(String.valueOf(jar.getFileName()));
        return version.find() ? version.group(1) : "";
    }

    static List<String> command() {
        List<String> command = new ArrayList<>();
        for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            command.add(withoutSecret(argument));
        }
        String main = System.getProperty("sun.java.command", "").strip();
        if (!main.isEmpty()) {
            command.add(withoutSecret(main.split("\\s", 2)[0]));
        }
        return command;
    }

    /** Hides the value of what looks like a secret by its name, and names and passwords in addresses. */
    static String withoutSecret(String argument) {
        Matcher secret = SECRET.matcher(argument);
        String shown = secret.matches() ? secret.group(1) + "=***" : argument;
        shown = USER_INFO.matcher(shown).replaceAll("$1***@");
        return shown.length() <= LONGEST_ARGUMENT ? shown : shown.substring(0, LONGEST_ARGUMENT) + "...";
    }
}
