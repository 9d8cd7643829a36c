package io.rlpips.detector;

import io.rlpips.schemas.Subjects;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job goes on from a savepoint at another parallelism, and on another state backend. */
class RescaleITCase {
    private static final TestingModel MODEL = new TestingModel();

    @TempDir
    Path directory;

    @Test
    void aSavepointIsRestoredAtThreeTasksAndThenAtTwo() throws Exception {
        try (DetectorStack stack = DetectorStack.start(directory)) {
            Traffic traffic = new Traffic(stack, MODEL);
            JobClient two = stack.startDetectorJob(MODEL, 2);
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

            Accounts.check(stack, traffic, last);
        }
    }

    /** With the other state backend: a canonical savepoint moves between them. */
    private static JobClient restore(DetectorStack stack, int parallelism, String savepoint) {
        Configuration settings = stack.configuration();
        settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        StreamExecutionEnvironment env = stack.detector(settings, MODEL, parallelism, inputs -> inputs);
        return stack.flink.submitFrom(env, "detector", savepoint);
    }
}
