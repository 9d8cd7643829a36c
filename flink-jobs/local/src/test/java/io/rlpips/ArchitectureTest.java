package io.rlpips;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of the README's architecture section. */
class ArchitectureTest {
    private static final List<String> PARTS = List.of("schemas", "metric", "training", "embedded", "detector", "local");

    private static JavaClasses code;

    @BeforeAll
    static void read() {
        code = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.rlpips");
    }

    @Test
    void everyPartIsLookedAt() {
        for (String part : PARTS) {
            assertThat(code.stream().filter(type -> type.getPackageName().startsWith("io.rlpips." + part)))
                    .as(part)
                    .hasSizeGreaterThan(1);
        }
        assertThat(code.stream().map(type -> type.getPackageName().split("\\.")[2]))
                .allMatch(PARTS::contains);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(ArchRule rule) {
        rule.check(code);
    }

    static Stream<ArchRule> rules() {
        return Stream.of(
                knowsOnly("schemas"),
                knowsOnly("metric"),
                knowsOnly("training", "metric"),
                knowsOnly("embedded"),
                knowsOnly("detector", "schemas", "metric"),
                noClasses()
                        .that()
                        .resideInAnyPackage("io.rlpips.metric..", "io.rlpips.training..", "io.rlpips.schemas..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..")
                        .because("metric, training and contracts serve without Flink and Kafka"),
                noClasses()
                        .that()
                        .resideOutsideOfPackages("io.rlpips.metric..", "io.rlpips.training..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("ai.djl..")
                        .because("tensors stay behind the metric"),
                noClasses()
                        .that()
                        .resideOutsideOfPackage("io.rlpips.metric.engine..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("ai.djl.engine..", "ai.djl.pytorch..", "ai.djl.nn..", "ai.djl.training..")
                        .because("one adapter owns DJL"),
                noClasses()
                        .that()
                        .resideInAPackage("io.rlpips.detector..")
                        .and()
                        .resideOutsideOfPackage("io.rlpips.detector.fetch..")
                        .and()
                        .doNotHaveSimpleName("BundleModel")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.nio.file..", "java.net..")
                        .because("only fetch reaches for what a record names, after asking where that is allowed"),
                noClasses()
                        .should()
                        .callMethod(NDArray.class, "mul", Number.class)
                        .orShould()
                        .callMethod(NDArray.class, "div", Number.class)
                        .orShould()
                        .callMethod(NDArray.class, "maximum", Number.class)
                        .orShould()
                        .callMethod(NDArray.class, "minimum", Number.class)
                        .because("the number's memory is freed before a gradient needs it: Tensors.times, over"),
                classes()
                        .should()
                        .resideOutsideOfPackages("..util..", "..common..", "..impl..", "..manager..")
                        .because("packages are named for what they hold"),
                slices().matching("io.rlpips.metric.(*)..").should().beFreeOfCycles(),
                slices().matching("io.rlpips.detector.(*)..").should().beFreeOfCycles(),
                slices().matching("io.rlpips.training.(*)..").should().beFreeOfCycles());
    }

    @Test
    void rulesCanFail() {
        assertThat(knowsOnly("training").evaluate(code).hasViolation())
                .as("training without the metric")
                .isTrue();
        assertThat(knowsOnly("detector", "schemas").evaluate(code).hasViolation())
                .as("detector without the metric")
                .isTrue();
    }

    private static ArchRule knowsOnly(String part, String... others) {
        String[] forbidden = PARTS.stream()
                .filter(known -> !known.equals(part) && !List.of(others).contains(known))
                .map(known -> "io.rlpips." + known + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage("io.rlpips." + part + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden);
    }
}
