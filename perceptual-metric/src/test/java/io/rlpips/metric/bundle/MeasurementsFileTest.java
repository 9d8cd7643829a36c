package io.rlpips.metric.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasurementsFileTest {
    @TempDir
    private Path folder;

    @Test
    void figuresAreReadBackAsTheyWereWritten() {
        List<Measurement> measured = List.of(
                Measurement.of("recall", 0.995, "./rlpips evaluate detection"),
                new Measurement("speed", 430, Optional.of("img/s"), Optional.of(400.0), "./rlpips bench"));
        Path file = folder.resolve("measurements.json");

        MeasurementsFile.write(measured, file);

        assertThat(MeasurementsFile.read(file)).isEqualTo(measured);
    }

    @Test
    void fieldsThatAreNotKnownAreIgnored() throws IOException {
        Path file = file("{\"by\":\"me\",\"measurements\":[{\"name\":\"n\",\"value\":1,\"command\":\"c\",\"x\":[]}]}");

        assertThat(MeasurementsFile.read(file)).containsExactly(Measurement.of("n", 1, "c"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            [] ; is not an object
            {} ; the list 'measurements' is missing
            {"measurements":7} ; 'measurements' is not an array
            {"measurements":[{"value":1,"command":"c"}]} ; lacks 'measurements[0].name'
            {"measurements":[{"name":"n","value":"1","command":"c"}]} ; 'measurements[0].value' is not a finite number
            {"measurements":[{"name":"n","value":1}]} ; lacks 'measurements[0].command'
            {"measurements":[{"name":"n","value":1,"command":"c"},{"name":"n","value":2,"command":"c"}]} ; 'n' stands twice
            {"measurements": ; not valid JSON
            """)
    void whatIsWrongIsNamedWithTheFile(String content, String message) throws IOException {
        Path file = file(content);

        assertThatThrownBy(() -> MeasurementsFile.read(file))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        refusal -> assertThat(refusal.category()).isEqualTo(FailureCategory.INVALID_ARGUMENT))
                .hasMessageContaining("test.json")
                .hasMessageContaining(message)
                .hasMessageNotContaining("manifest");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> MeasurementsFile.read(folder.resolve("absent.json")))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("absent.json");
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("test.json"), content);
    }
}
