package io.ft4j.core;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Holds the arrows between the packages, and keeps clocks, threads and foreign randomness out of the protocols. */
@AnalyzeClasses(packages = "io.ft4j.core", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String ROOT = "io.ft4j.core.";

    /** From left to right: a package uses its own row, free of cycles, and the rows before it. */
    private static final List<List<String>> ROWS = List.of(
            List.of("model"),
            List.of("redundancy", "dependability"),
            List.of("port"),
            List.of("protocol"),
            List.of("link", "session"),
            List.of("multicast", "consensus", "rpc"),
            List.of("group"),
            List.of("fault"),
            List.of("runtime"),
            List.of("sim"));

    /** The packages whose code gives the same result in every run. */
    private static final String[] DETERMINISTIC =
            patterns(List.of("model", "redundancy", "dependability", "protocol", "session", "consensus"));

    private static final Set<String> UNREPEATABLE_CALLS = Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.identityHashCode",
            "java.lang.Math.random",
            "java.util.UUID.randomUUID",
            "java.time.Instant.now");

    @ArchTest
    static final ArchRule everyPackageHasItsRow = classes()
            .should()
            .resideInAnyPackage(patterns(ROWS.stream().flatMap(List::stream).toList()))
            .orShould()
            .haveSimpleName("package-info")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule leftNeverImportsRight = CompositeArchRule.of(rows());

    @ArchTest
    static final ArchRule leavesImportNoSibling = slices().matching(ROOT + "(redundancy|dependability)..")
            .should()
            .notDependOnEachOther()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule consensusProtocolsAreIndependent = slices().matching(ROOT + "consensus.(*)..")
            .should()
            .notDependOnEachOther()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule noCyclesBetweenPackages =
            slices().matching(ROOT + "(**)").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlySimImportsSim = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "sim..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "sim..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule disruptorOnlyInRuntime = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.lmax..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule aeronOnlyInItsPackage = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "runtime.aeron..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.aeron..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule noThreadsInProtocols = noClasses()
            .that()
            .resideInAnyPackage(DETERMINISTIC)
            .should()
            .dependOnClassesThat(resideInAPackage("java.util.concurrent..").or(assignableTo(Thread.class)))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule noClocksAndForeignRandomnessInProtocols = noClasses()
            .that()
            .resideInAnyPackage(DETERMINISTIC)
            .should()
            .dependOnClassesThat(assignableTo(RandomGenerator.class).or(assignableTo("java.time.Clock")))
            .orShould()
            .accessTargetWhere(describe("differs from run to run", ArchitectureTest::isUnrepeatable))
            .allowEmptyShould(true);

    private ArchitectureTest() {}

    private static List<ArchRule> rows() {
        List<ArchRule> rules = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (List<String> row : ROWS) {
            if (!left.isEmpty()) {
                rules.add(noClasses()
                        .that()
                        .resideInAnyPackage(patterns(left))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(patterns(row))
                        .allowEmptyShould(true));
            }
            left.addAll(row);
        }
        return rules;
    }

    private static boolean isUnrepeatable(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        return UNREPEATABLE_CALLS.contains(target.getOwner().getName() + "." + target.getName());
    }

    private static String[] patterns(List<String> packages) {
        return packages.stream().map(name -> ROOT + name + "..").toArray(String[]::new);
    }
}
