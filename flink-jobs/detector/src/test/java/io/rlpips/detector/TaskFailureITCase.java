package io.rlpips.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.ReferenceState;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.Subjects;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever fails, a read_committed reader sees exactly one verdict an upload, made with exactly the references of the
 * upload's time. References change all through; every job checks at each barrier that its buffers are empty.
 */
class TaskFailureITCase {
    private static final TestingModel MODEL = new TestingModel();

    @TempDir
    Path directory;

    @Test
    void aTaskFailsWhileReferencesAreLoadingAndAgainWhileVerdictsFlow() throws Exception {
        try (DetectorStack stack = DetectorStack.start(directory)) {
            Traffic traffic = new Traffic(stack, MODEL);
            traffic.send(300);
            StreamExecutionEnvironment env = stack.detector(
                    stack.configuration(),
                    MODEL,
                    2,
                    inputs -> new DetectorTopology.Inputs(
                            inputs.uploads().map(new FailOnce("uploads", 400)).uid("fail-uploads"),
                            inputs.fingerprints()
                                    .map(new FailOnce("references", 100))
                                    .setParallelism(1)
                                    .uid("fail-references"),
                            inputs.policies(),
                            inputs.announcements(),
                            inputs.reviews()));
            JobClient job = stack.flink.submit(env, "detector");
            stack.await(Subjects.VERDICTS, all -> all.size() >= 100);
            traffic.send(300);

            Accounts.check(stack, traffic, job);
            assertThat(FailOnce.happened("references", 100)).isTrue();
            assertThat(FailOnce.happened("uploads", 400)).isTrue();
        }
    }

    @Test
    void aTaskOfTheReferenceJobFails() throws Exception {
        try (DetectorStack stack = DetectorStack.start(directory)) {
            StreamExecutionEnvironment env = stack.environment(stack.configuration(), 2);
            ReferenceTopology.Inputs inputs = ReferenceJob.inputs(env, stack.configuration());
            new ReferenceTopology(stack.configuration(), MODEL)
                    .connect(
                            env,
                            new ReferenceTopology.Inputs(
                                    inputs.references()
                                            .map(new FailOnce("registrations", 120))
                                            .uid("fail-references"),
                                    inputs.policies(),
                                    inputs.announcements()),
                            ReferenceJob.outputs(stack.configuration()));
            JobClient job = stack.flink.submit(env, "references");
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < 200; i++) {
                ids.add("reference-" + i);
                stack.sendReference("reference-" + i, "default", TestPictures.png(i));
            }
            stack.await(Subjects.REFERENCE_STATUS, all -> all.size() >= 200);
            stack.stop(job);

            assertThat(FailOnce.happened("registrations", 120)).isTrue();
            assertThat(stack.readAllDecoded(Subjects.REFERENCE_STATUS))
                    .as("each status once, although fingerprints may be written again")
                    .hasSize(200)
                    .allMatch(status -> status.getState() == ReferenceState.ACTIVE)
                    .extracting(ReferenceStatus::getReferenceId)
                    .containsExactlyInAnyOrderElementsOf(ids);
            assertThat(stack.readAllDecoded(Subjects.FINGERPRINTS))
                    .extracting(ReferenceFingerprints::getReferenceId)
                    .containsAll(ids);
        }
    }
}
