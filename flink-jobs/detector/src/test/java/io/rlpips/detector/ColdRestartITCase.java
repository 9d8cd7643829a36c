package io.rlpips.detector;

import io.rlpips.schemas.Subjects;
import java.nio.file.Path;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broker and cluster both go, without a savepoint, and come back on what they left on the disk. */
class ColdRestartITCase {
    private static final TestingModel MODEL = new TestingModel();

    @TempDir
    Path directory;

    @Test
    void theJobGoesOnFromItsNewestCheckpointWithoutLosingOrRepeatingAVerdict() throws Exception {
        Traffic traffic;
        JobClient before;
        try (DetectorStack stack = DetectorStack.start(directory)) {
            traffic = new Traffic(stack, MODEL);
            before = stack.startDetectorJob(MODEL, 2);
            traffic.send(150);
            stack.await(Subjects.VERDICTS, all -> all.size() >= 50);
            traffic.send(50);
        }
        try (DetectorStack stack = DetectorStack.start(directory)) {
            StreamExecutionEnvironment env = stack.detector(stack.configuration(), MODEL, 2, inputs -> inputs);
            JobClient after = stack.flink.submitFrom(env, "detector", stack.newestCheckpoint(before));
            traffic.moveTo(stack);
            traffic.send(50);

            Accounts.check(stack, traffic, after);
        }
    }
}
