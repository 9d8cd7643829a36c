package io.rlpips.detector;

import io.rlpips.schemas.Subjects;
import java.nio.file.Path;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker goes away under a running job and comes back. */
class BrokerRestartITCase {
    private static final TestingModel MODEL = new TestingModel();

    @TempDir
    Path directory;

    @Test
    void theBrokerRestarts() throws Exception {
        try (DetectorStack stack = DetectorStack.start(directory)) {
            Traffic traffic = new Traffic(stack, MODEL);
            JobClient job = stack.startDetectorJob(MODEL, 2);
            traffic.send(200);
            stack.await(Subjects.VERDICTS, all -> all.size() >= 50);
            traffic.send(50);

            stack.kafka.restart();
            traffic.send(150);

            Accounts.check(stack, traffic, job);
        }
    }
}
