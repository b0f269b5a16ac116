package io.ft4j.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** A manifest has a syntax of its own for flags: what pom.xml puts there is the shared list once more. */
class ManifestTest {
    private static final String OPENS = "--add-opens=";
    private static final String EXPORTS = "--add-exports=";
    private static final String NATIVE = "--enable-native-access=";
    private static final String EVERYBODY = "=ALL-UNNAMED";

    /** For these there is no entry; a later JVM warns of the second, and goes on. */
    private static final List<String> COMMAND_LINE_ONLY =
            List.of("-XX:+IgnoreUnrecognizedVMOptions", "--sun-misc-unsafe-memory-access=allow");

    @Test
    void theExecutableJarHasTheSharedFlags() throws Exception {
        List<String> opens = new ArrayList<>();
        List<String> exports = new ArrayList<>();
        List<String> natives = new ArrayList<>();
        for (String flag : sharedFlags()) {
            if (flag.startsWith(OPENS)) {
                opens.add(packageOf(flag, OPENS));
            } else if (flag.startsWith(EXPORTS)) {
                exports.add(packageOf(flag, EXPORTS));
            } else if (flag.startsWith(NATIVE)) {
                natives.add(flag.substring(NATIVE.length()));
            } else {
                assertTrue(COMMAND_LINE_ONLY.contains(flag), flag);
            }
        }
        Document pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("pom.xml").toFile());
        assertEquals(opens, entry(pom, "Add-Opens"));
        assertEquals(exports, entry(pom, "Add-Exports"));
        assertEquals(natives, entry(pom, "Enable-Native-Access"));
    }

    private static List<String> sharedFlags() throws IOException {
        try (InputStream in = ManifestTest.class.getResourceAsStream("/io/ft4j/bench/jvm-flags.txt")) {
            return List.of(
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).trim().split("\\s+"));
        }
    }

    private static String packageOf(String flag, String kind) {
        assertTrue(flag.endsWith(EVERYBODY), flag);
        return flag.substring(kind.length(), flag.length() - EVERYBODY.length());
    }

    private static List<String> entry(Document pom, String name) {
        return List.of(
                pom.getElementsByTagName(name).item(0).getTextContent().trim().split("\\s+"));
    }
}
