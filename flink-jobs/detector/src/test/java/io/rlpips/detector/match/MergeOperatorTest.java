package io.rlpips.detector.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.detector.embed.PictureFacts;
import io.rlpips.detector.gate.UploadTicket;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.metric.bundle.ViewThresholds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class MergeOperatorTest {
    @Property(tries = 50)
    void inWhateverOrderTheAnswersComeEachUploadIsCompleteOnce(
            @ForAll @IntRange(min = 1, max = 5) int shards,
            @ForAll @IntRange(min = 1, max = 20) int uploads,
            @ForAll long seed)
            throws Exception {
        List<Partial> partials = new ArrayList<>();
        for (int upload = 0; upload < uploads; upload++) {
            for (int shard = 0; shard < shards; shard++) {
                partials.add(partial(upload, shard, shards));
            }
        }
        Collections.shuffle(partials, new Random(seed));

        List<Findings> merged = merge(partials);

        assertThat(merged).hasSize(uploads).allSatisfy(findings -> {
            assertThat(findings.rowsSearched()).isEqualTo(10L * shards);
            assertThat(findings.candidates()).hasSize(shards).isSortedAccordingTo(Candidate.ORDER);
        });
        assertThat(merged).extracting(findings -> findings.ticket().at()).doesNotHaveDuplicates();
    }

    @Test
    void twoUploadsWithOneIdAreTwoUploads() throws Exception {
        assertThat(merge(List.of(partial(1, 0, 1), partial(2, 0, 1)))).hasSize(2);
    }

    @Test
    void anAnswerThatIsMissingAtABarrierIsAnError() throws Exception {
        try (OneInputStreamOperatorTestHarness<Partial, Findings> harness = harness()) {
            harness.open();
            harness.processElement(partial(1, 0, 2), 1);

            assertThatThrownBy(() -> harness.snapshot(1, 1))
                    .hasStackTraceContaining("1 uploads lack answers of shards at checkpoint");
            harness.processElement(partial(1, 1, 2), 1);
        }
    }

    @Test
    void anAnswerThatComesTwiceIsAnError() throws Exception {
        try (OneInputStreamOperatorTestHarness<Partial, Findings> harness = harness()) {
            harness.open();
            harness.processElement(partial(1, 0, 2), 1);

            assertThatThrownBy(() -> harness.processElement(partial(1, 0, 2), 1))
                    .hasMessageContaining("answered twice");
            harness.processElement(partial(1, 1, 2), 1);
        }
    }

    private static List<Findings> merge(List<Partial> partials) throws Exception {
        try (OneInputStreamOperatorTestHarness<Partial, Findings> harness = harness()) {
            harness.open();
            for (Partial partial : partials) {
                harness.processElement(partial, 1);
            }
            harness.snapshot(1, 1);
            return harness.extractOutputValues();
        }
    }

    /** At 0.2 as it is, and at 0.1 mirrored. */
    @Test
    void whatOneShardFoundBeyondReachCountsOnlyWhereNoneFoundAnythingWithin() throws Exception {
        ViewThresholds reach = new ViewThresholds(0.25, 0.05);
        ViewThresholds nothing = new ViewThresholds(0.15, 0.05);
        try (var harness = harness()) {
            harness.open();
            harness.processElement(partial(1, 0, 2, "as-is", reach), 0);
            harness.processElement(partial(1, 1, 2, "mirrored", reach), 0);
            harness.processElement(partial(2, 0, 2, "as-is", nothing), 0);
            harness.processElement(partial(2, 1, 2, "mirrored", nothing), 0);

            assertThat(harness.extractOutputValues())
                    .extracting(findings -> findings.candidates().stream()
                            .map(Candidate::referenceId)
                            .toList())
                    .containsExactly(List.of("reference-0"), List.of("reference-1", "reference-0"));
        }
    }

    private static OneInputStreamOperatorTestHarness<Partial, Findings> harness() throws Exception {
        return new OneInputStreamOperatorTestHarness<>(new MergeOperator());
    }

    private static Partial partial(int upload, int shard, int shards) {
        return partial(upload, shard, shards, "as-is", ViewThresholds.same(1));
    }

    private static Partial partial(int upload, int shard, int shards, String view, ViewThresholds reach) {
        UploadTicket ticket = new UploadTicket(
                new Coordinates("uploads", 0, upload),
                1,
                0,
                "same-id",
                "",
                "",
                false,
                List.of(),
                new TwoNumbers(true).configured());
        Candidate candidate = new Candidate(
                "reference-" + shard,
                "bank",
                new Coordinates("references", 0, shard),
                0,
                "as-is",
                view,
                0.1 * (shards - shard),
                new double[0]);
        return new Partial(ticket, new PictureFacts("", 0, 1, 1, false), reach, shard, shards, 10, List.of(candidate));
    }
}
