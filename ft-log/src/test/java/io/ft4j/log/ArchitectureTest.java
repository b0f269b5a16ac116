package io.ft4j.log;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps Chronicle Queue behind one package, and the arrows within message logging and to those who host processes. */
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

    @ArchTest
    static final ArchRule partsOfMessageLoggingDependToTheLeft = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("service")
            .definedBy("io.ft4j.log.messagelog")
            .layer("record")
            .definedBy("io.ft4j.log.messagelog.record")
            .layer("copies")
            .definedBy("io.ft4j.log.messagelog.copies")
            .layer("style")
            .definedBy("io.ft4j.log.messagelog.style")
            .layer("causal")
            .definedBy("io.ft4j.log.messagelog.causal")
            .layer("node")
            .definedBy("io.ft4j.log.messagelog.node")
            .layer("host")
            .definedBy("io.ft4j.log.messagelog.host")
            .whereLayer("host")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("node")
            .mayOnlyBeAccessedByLayers("host")
            .whereLayer("causal")
            .mayOnlyBeAccessedByLayers("node")
            .whereLayer("style")
            .mayOnlyBeAccessedByLayers("causal", "node")
            .whereLayer("copies")
            .mayOnlyBeAccessedByLayers("style", "node", "host")
            .whereLayer("record")
            .mayOnlyBeAccessedByLayers("copies", "style", "causal", "node");

    @ArchTest
    static final ArchRule rollbackRecoveryStandsOnTheOthers = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.ft4j.log.checkpoint..",
                    "io.ft4j.log.coordinated..",
                    "io.ft4j.log.line..",
                    "io.ft4j.log.messagelog..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.ft4j.log.rollback..");

    private ArchitectureTest() {}
}
