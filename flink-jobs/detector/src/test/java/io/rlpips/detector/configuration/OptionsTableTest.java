package io.rlpips.detector.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.util.TimeUtils;
import org.junit.jupiter.api.Test;

class OptionsTableTest {
    private static final Path README = Path.of("README.md");

    @Test
    void theReadmeListsEveryOptionAsTheCodeHasIt() throws Exception {
        requireTable(DetectorOptions.all());
    }

    @Test
    void andThoseOfAReplay() throws Exception {
        requireTable(ReplayOptions.own());
    }

    private static void requireTable(List<ConfigOption<?>> options) throws Exception {
        StringBuilder table = new StringBuilder("| option | default | meaning |\n|---|---|---|\n");
        for (ConfigOption<?> option : options) {
            table.append("| `%s` | %s | %s |%n"
                    .formatted(option.key(), shown(option), new HtmlFormatter().format(option.description())));
        }

        assertThat(Files.readString(README))
                .as("replace the table in the module's README.md by the expected one")
                .contains(table.toString());
    }

    private static String shown(ConfigOption<?> option) {
        if (!option.hasDefaultValue()) {
            return "";
        }
        Object value = option.defaultValue();
        if (value instanceof Duration duration) {
            return TimeUtils.formatWithHighestUnit(duration);
        }
        if (value instanceof List<?> list && list.isEmpty() || value.equals("")) {
            return "none";
        }
        return value.toString();
    }
}
