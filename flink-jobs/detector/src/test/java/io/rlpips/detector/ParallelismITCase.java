package io.rlpips.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.PolicyKind;
import io.rlpips.schemas.ReviewDecision;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import io.rlpips.schemas.WallClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParallelismITCase {
    private static final WallClock NO_CLOCK = new WallClock(0L, 0L);

    @TempDir
    Path directory;

    @Test
    void theSameRecordsGiveTheSameDecisionsOnOneTaskAndOnThreeOfWhichTwoEmbed() throws Exception {
        try (DetectorStack stack = DetectorStack.start(directory)) {
            Traffic traffic = new Traffic(stack, new TestingModel());
            traffic.send(80);
            stack.sendPolicy(policy(5));
            traffic.send(80);
            for (int reference = 0; reference < 60; reference++) {
                for (int alert = 0; alert < 3; alert++) {
                    stack.sendReview(reference + "-" + alert, "reference-" + reference, ReviewDecision.DISMISSED);
                }
            }
            stack.sendPolicy(policy(0.2));
            traffic.send(80);

            replay(stack, 1, 1);
            int verdicts = stack.readAll(Subjects.VERDICTS).size();
            int alerts = stack.readAll(Subjects.ALERTS).size();
            Map<String, Verdict> verdictsOfOne = verdicts(stack, 0, verdicts);
            Map<String, Alert> alertsOfOne = alerts(stack, 0, alerts);
            replay(stack, 3, 2);

            assertThat(verdicts).isEqualTo(traffic.uploads().size());
            assertThat(verdictsOfOne.values())
                    .as("policies change during the traffic")
                    .extracting(Verdict::getSearchRadius)
                    .contains(0.05, 0.2, 5.0);
            assertThat(verdicts(stack, verdicts, verdicts)).isEqualTo(verdictsOfOne);
            assertThat(alertsOfOne.values())
                    .as("the guard has something to put in order")
                    .extracting(Alert::getDisposition)
                    .contains(Disposition.RAISED, Disposition.REPEATED, Disposition.QUARANTINED);
            assertThat(alertsOfOne.values()).extracting(Alert::getDisputed).contains(true, false);
            assertThat(alerts(stack, alerts, alerts)).isEqualTo(alertsOfOne);
        }
    }

    /** @param embedding tasks that embed, and threads of each */
    private static void replay(DetectorStack stack, int parallelism, int embedding) throws Exception {
        Configuration settings = stack.configuration();
        settings.set(DetectorOptions.BOUNDED, true);
        settings.set(DetectorOptions.EMBED_TASKS, embedding);
        settings.set(DetectorOptions.INFERENCE_THREADS, embedding);
        settings.set(DetectorOptions.STARTING_OFFSETS, DetectorOptions.StartingOffsets.EARLIEST);
        JobClient job = stack.flink.submit(
                stack.detector(settings, new TestingModel(), parallelism, inputs -> inputs),
                "replay on " + parallelism);
        job.getJobExecutionResult().get();
    }

    private static Policy policy(double maximumDistance) {
        return Policy.newBuilder()
                .setBank("default")
                .setKind(PolicyKind.MATCH)
                .setMaximumDistance(maximumDistance)
                .setFloodLimitPerHour(2)
                .build();
    }

    private static Map<String, Verdict> verdicts(DetectorStack stack, int skip, int count) {
        return part(
                stack,
                Subjects.VERDICTS,
                Verdict::getUploadId,
                skip,
                count,
                verdict -> Verdict.newBuilder(verdict).setWallClock(NO_CLOCK).build());
    }

    private static Map<String, Alert> alerts(DetectorStack stack, int skip, int count) {
        return part(
                stack,
                Subjects.ALERTS,
                Alert::getAlertId,
                skip,
                count,
                alert -> Alert.newBuilder(alert).setWallClock(NO_CLOCK).build());
    }

    /** The decisions of one run: the later a decision was made, the later it lies in its partition. */
    private static <R extends SpecificRecord> Map<String, R> part(
            DetectorStack stack,
            Subject<R> subject,
            Function<R, String> id,
            int skip,
            int count,
            Function<R, R> withoutClock) {
        List<R> all = stack.readAllDecoded(subject);
        assertThat(all).hasSize(skip + count);
        Map<String, List<R>> byId = all.stream().collect(Collectors.groupingBy(id));
        int run = skip == 0 ? 0 : 1;
        return byId.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> withoutClock.apply(entry.getValue().get(run))));
    }
}
