package io.ft4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A package is read in one go: no package of any module has more than twenty types written by hand. */
final class PackageSizeTest {
    private static final int MAX_TYPES = 20;

    @Test
    void noPackageIsTooLarge() {
        Map<String, Long> sizes = new ClassFileImporter()
                        .withImportOption(new DoNotIncludeTests())
                        .withImportOption(location -> !location.contains("-tests.jar"))
                        .importPackages("io.ft4j")
                        .stream()
                        .filter(type -> !type.isNestedClass() && isHandWritten(type))
                        .collect(Collectors.groupingBy(JavaClass::getPackageName, TreeMap::new, Collectors.counting()));
        assertTrue(sizes.size() > 20, () -> "where are the classes? " + sizes);
        sizes.values().removeIf(size -> size <= MAX_TYPES);
        assertEquals(Map.of(), sizes);
    }

    private static boolean isHandWritten(JavaClass type) {
        String name = type.getPackageName();
        return !name.endsWith(".codec")
                && !name.endsWith(".jmh_generated")
                && !type.getSimpleName().equals("package-info");
    }
}
