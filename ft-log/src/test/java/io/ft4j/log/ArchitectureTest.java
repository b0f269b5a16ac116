package io.ft4j.log;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps Chronicle Queue behind one package. */
@AnalyzeClasses(packages = "io.ft4j.log", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule chronicleStaysInItsPackage = noClasses()
            .that()
            .resideOutsideOfPackage("io.ft4j.log.chronicle..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.openhft..")
            .allowEmptyShould(true);

    private ArchitectureTest() {}
}
