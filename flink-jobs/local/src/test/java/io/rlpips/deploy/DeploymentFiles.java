package io.rlpips.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.configuration.DetectorOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalResourceOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The deployment's files, and what the code they deploy knows about the words in them. */
final class DeploymentFiles {
    private static final List<Class<?>> FLINK_OPTIONS = List.of(
            CheckpointingOptions.class,
            CoreOptions.class,
            ExternalResourceOptions.class,
            HighAvailabilityOptions.class,
            JobManagerOptions.class,
            PipelineOptions.class,
            RestartStrategyOptions.class,
            StateBackendOptions.class,
            StateRecoveryOptions.class,
            TaskManagerOptions.class);

    private static final Path ROOT = root();

    private DeploymentFiles() {}

    static Path path(String relative) {
        return ROOT.resolve(relative);
    }

    static String text(String relative) {
        try {
            return Files.readString(path(relative));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Every document of a YAML file. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> documents(String relative) {
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        return StreamSupport.stream(yaml.loadAll(text(relative)).spliterator(), false)
                .map(document -> (Map<String, Object>) document)
                .toList();
    }

    /** The value at the end of a path of keys. */
    @SuppressWarnings("unchecked")
    static <T> T at(Map<String, Object> document, String... keys) {
        Object value = document;
        for (String key : keys) {
            assertThat(value).as("what holds '%s'", key).isInstanceOf(Map.class);
            assertThat((Map<String, Object>) value).containsKey(key);
            value = ((Map<String, Object>) value).get(key);
        }
        return (T) value;
    }

    static List<String> texts(List<?> values) {
        return values.stream().map(String::valueOf).toList();
    }

    /** A property of the parent pom. */
    static String property(String name) {
        return first("<" + Pattern.quote(name) + ">([^<]+)<", text("pom.xml"));
    }

    static String first(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("'%s' occurs", pattern).isTrue();
        return matcher.group(1);
    }

    /** Arguments are pairs of a known option and a value it takes. */
    static void assertJobArguments(List<String> arguments) {
        assertThat(arguments.size() % 2)
                .as("arguments are pairs: %s", arguments)
                .isZero();
        for (int index = 0; index < arguments.size(); index += 2) {
            String key = arguments.get(index);
            assertThat(key).startsWith("--");
            ConfigOption<?> option = DetectorOptions.all().stream()
                    .filter(candidate -> candidate.key().equals(key.substring(2)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no option of the detector: " + key));
            Configuration.fromMap(Map.of(option.key(), arguments.get(index + 1)))
                    .get(option);
        }
    }

    /** Settings are Flink's, of values they take. */
    static Configuration assertFlinkSettings(Map<String, String> settings) {
        Map<String, ConfigOption<?>> known = flinkOptions();
        Configuration configuration = Configuration.fromMap(settings);
        assertThat(settings).allSatisfy((key, value) -> {
            assertThat(known).containsKey(key);
            assertThat(configuration.get(known.get(key))).as(key).isNotNull();
        });
        assertThat(configuration.get(PipelineOptions.GENERIC_TYPES)).isFalse();
        assertThat(configuration.get(CheckpointingOptions.ENABLE_UNALIGNED)).isFalse();
        assertThat(configuration.get(CoreOptions.ALWAYS_PARENT_FIRST_LOADER_PATTERNS_ADDITIONAL))
                .containsExactly("ai.djl.");
        return configuration;
    }

    static void assertIsAJob(String className) throws Exception {
        assertThat(Modifier.isStatic(Class.forName(className)
                        .getMethod("main", String[].class)
                        .getModifiers()))
                .isTrue();
    }

    private static Map<String, ConfigOption<?>> flinkOptions() {
        Map<String, ConfigOption<?>> options = new HashMap<>();
        for (Class<?> holder : FLINK_OPTIONS) {
            for (Field field : holder.getFields()) {
                if (field.getType() == ConfigOption.class) {
                    ConfigOption<?> option = value(field);
                    options.put(option.key(), option);
                }
            }
        }
        return options;
    }

    private static ConfigOption<?> value(Field field) {
        try {
            return (ConfigOption<?>) field.get(null);
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
            assertThat(folder).as("a parent folder with .mvn").isNotNull();
        }
        return folder;
    }
}
