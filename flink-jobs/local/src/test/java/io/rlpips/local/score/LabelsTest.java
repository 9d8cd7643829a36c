package io.rlpips.local.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.local.score.Labels.Copy;
import io.rlpips.local.score.Labels.Pair;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelsTest {
    @TempDir
    private Path folder;

    @Test
    void aLineIsACopyAndAnEmptyReferenceSaysUnrelated() {
        Labels labels = labels("upload,reference\na.jpg,r.png\nb.jpg,\n");

        assertThat(labels.copies()).containsExactly(new Copy("a.jpg", "r.png", Map.of()));
        assertThat(labels.unrelated()).containsExactly("b.jpg");
        assertThat(labels.uploads()).containsExactly("a.jpg", "b.jpg");
    }

    @Test
    void furtherColumnsAreKeptByName() {
        Labels labels = labels("upload,reference,edit,by\na,r,blur,someone\n");

        assertThat(labels.columns()).containsExactly("edit", "by");
        assertThat(labels.copies().get(0).values()).isEqualTo(Map.of("edit", "blur", "by", "someone"));
    }

    @Test
    void aLabelOfAPairSaysWhetherItIsACopyAndOtherPairsAreNotKnown() {
        Labels labels = labels(
                "upload,reference,label,distance,model,alert\n"
                        + "a,r,copy,0.1,m,1\na,s,unrelated,0.2,m,2\nb,r,unrelated,0.1,m,3\na,r,copy,0.1,m,4\nc,,unrelated,,,\n");

        assertThat(labels.columns()).containsExactly("model");
        assertThat(labels.copies()).containsExactly(new Copy("a", "r", Map.of("model", "m")));
        assertThat(labels.dismissed()).contains(Set.of(new Pair("a", "s"), new Pair("b", "r")));
        assertThat(labels.unrelated()).containsExactly("c");
        assertThat(labels.uploads()).containsExactly("a", "b", "c");
        assertThat(List.of(new Pair("a", "s"), new Pair("b", "r"), new Pair("c", "x"), new Pair("a", "x")))
                .extracting(labels.refuting()::test)
                .containsExactly(true, true, true, false);
        assertThat(labels.restrictedTo(Set.of("a")).dismissed()).contains(Set.of(new Pair("a", "s")));
        assertThatThrownBy(() -> labels.requireKnown(Set.of("a", "b", "c"), Set.of("r")))
                .hasMessageContaining("reference 's'");
    }

    @Test
    void quotedNamesMayHoldCommasQuotesAndLineBreaks() {
        Labels labels = labels("upload,reference\n\"a, \"\"the\"\" one.jpg\",\"r\n2\"\nb,\n");

        assertThat(labels.copies()).containsExactly(new Copy("a, \"the\" one.jpg", "r\n2", Map.of()));
        assertThat(labels.unrelated()).containsExactly("b");
    }

    @Test
    void aByteOrderMarkWindowsLineEndsAndEmptyLinesDoNoHarm() throws IOException {
        Path file = folder.resolve("labels.csv");
        Files.writeString(file, "\uFEFFupload,reference\r\n\r\na,r\r\nb,\r\n\r\n", StandardCharsets.UTF_8);

        Labels labels = Labels.read(file);

        assertThat(labels.copies()).containsExactly(new Copy("a", "r", Map.of()));
        assertThat(labels.unrelated()).containsExactly("b");
    }

    @Test
    void theLastLineNeedsNoEnd() {
        assertThat(labels("upload,reference\na,r").copies()).hasSize(1);
        assertThat(labels("upload,reference\na,").unrelated()).containsExactly("a");
    }

    @Test
    void anUploadMayBeACopyOfSeveralReferences() {
        assertThat(labels("upload,reference\na,r\na,s\n").pairs()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                   | must begin with",
                "'reference,upload;a,b'               | must begin with",
                "'a,r'                                | must begin with",
                "'upload,reference;a,r;b'             | line 3",
                "'upload,reference;a,r,blur'          | line 2",
                "'upload,reference;,r'                | line 2",
                "'upload,reference;\"x;y\",r;b'       | line 4",
                "'upload,reference;a,\"r'             | quote is not closed",
                "'upload,reference;\"a\"b,r'          | after a closing quote",
                "'upload,reference;a,r;a,'            | both a copy and unrelated",
                "'upload,reference;a,r;a,r'           | twice",
                "'upload,reference,label;a,r,copied'  | line 2: label is 'copied', needs copy or unrelated",
                "'upload,reference,label;a,r,'        | line 2: label is ''",
                "'upload,reference,label;a,,copy'     | line 2: an empty reference",
                "'upload,reference,label;a,r,copy;a,r,unrelated' | line 3: upload 'a' and reference 'r' are labelled both"
            })
    void whatIsWrongIsNamedWithItsLine(String text, String complaint) {
        assertThatThrownBy(() -> labels(text.replace(';', '\n')))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        failure -> assertThat(failure.category()).isEqualTo(FailureCategory.INVALID_ARGUMENT))
                .hasMessageContaining("labels.csv")
                .hasMessageContaining(complaint);
    }

    @Test
    void bytesThatAreNotTextAreRefused() throws IOException {
        Path file = Files.write(folder.resolve("labels.csv"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0xc3});

        assertThatThrownBy(() -> Labels.read(file))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("labels.csv");
    }

    @Test
    void namesThatAreInNeitherFolderAreRefusedByName() {
        Labels labels = labels("upload,reference\na,r\nb,\n");

        labels.requireKnown(Set.of("a", "b", "c"), Set.of("r", "s"));
        assertThatThrownBy(() -> labels.requireKnown(Set.of("b"), Set.of("r")))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("upload 'a'");
        assertThatThrownBy(() -> labels.requireKnown(Set.of("a"), Set.of("r")))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("upload 'b'");
        assertThatThrownBy(() -> labels.requireKnown(Set.of("a", "b"), Set.of()))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("reference 'r'");
    }

    private static Labels labels(String text) {
        List<Csv.Row> rows = Csv.parse(text, "labels.csv");
        return Labels.of(rows, "labels.csv");
    }
}
