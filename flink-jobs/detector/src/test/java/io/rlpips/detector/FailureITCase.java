package io.rlpips.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.embed.ModelSource;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever fails, a read_committed reader sees exactly one verdict an upload, made with exactly the references of the
 * upload's time. References change all through; every job checks at each barrier that its buffers are empty.
 */
class FailureITCase {
    private static final double THRESHOLD = 0.05;
    private static final ModelSource MODEL = new TestingModel();

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
                    THRESHOLD,
                    2,
                    inputs -> new DetectorTopology.Inputs(
                            inputs.uploads().map(new FailOnce("uploads", 400)).uid("fail-uploads"),
                            inputs.fingerprints()
                                    .map(new FailOnce("references", 100))
                                    .setParallelism(1)
                                    .uid("fail-references"),
                            inputs.policies()));
            JobClient job = stack.flink.submit(env, "detector");
            stack.await(Subjects.VERDICTS, all -> all.size() >= 100);
            traffic.send(300);

            checkEachUploadJudgedOnce(stack, traffic, job);
            assertThat(FailOnce.happened("references", 100)).isTrue();
            assertThat(FailOnce.happened("uploads", 400)).isTrue();
        }
    }

    @Test
    void aSavepointIsRestoredAtThreeTasksAndThenAtTwo() throws Exception {
        try (DetectorStack stack = DetectorStack.start(directory)) {
            Traffic traffic = new Traffic(stack, MODEL);
            JobClient two = stack.startDetectorJob(MODEL, THRESHOLD, 2);
            traffic.send(200);
            stack.await(Subjects.VERDICTS, all -> all.size() >= 50);
            traffic.send(100);
            String first = stack.stop(two);
            traffic.send(100);
            JobClient three = restore(stack, 3, first);
            stack.await(Subjects.VERDICTS, all -> all.size() >= 310);
            traffic.send(100);
            String second = stack.stop(three);
            JobClient last = restore(stack, 2, second);
            traffic.send(100);

            checkEachUploadJudgedOnce(stack, traffic, last);
        }
    }

    @Test
    void theBrokerRestarts() throws Exception {
        try (DetectorStack stack = DetectorStack.start(directory)) {
            Traffic traffic = new Traffic(stack, MODEL);
            JobClient job = stack.startDetectorJob(MODEL, THRESHOLD, 2);
            traffic.send(200);
            stack.await(Subjects.VERDICTS, all -> all.size() >= 50);
            traffic.send(50);

            stack.kafka.restart();
            traffic.send(150);

            checkEachUploadJudgedOnce(stack, traffic, job);
        }
    }

    /** With the other state backend: a canonical savepoint moves between them. */
    private static JobClient restore(DetectorStack stack, int parallelism, String savepoint) {
        Configuration settings = stack.configuration();
        settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        StreamExecutionEnvironment env = stack.detector(settings, MODEL, THRESHOLD, parallelism, inputs -> inputs);
        return stack.flink.submitFrom(env, "detector", savepoint);
    }

    /** Stopping the job commits whatever it may have had more to say. */
    private static void checkEachUploadJudgedOnce(DetectorStack stack, Traffic traffic, JobClient running)
            throws Exception {
        int uploads = traffic.uploads().size();
        stack.await(Subjects.VERDICTS, all -> all.size() >= uploads);
        stack.stop(running);
        List<Verdict> verdicts = stack.readAllDecoded(Subjects.VERDICTS);
        Oracle.of(stack).check(verdicts, traffic.uploads(), DetectorStack.VISIBILITY_DELAY_MS);
    }
}
