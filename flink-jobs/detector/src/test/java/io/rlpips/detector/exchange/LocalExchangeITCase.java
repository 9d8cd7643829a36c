package io.rlpips.detector.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;

/** In a real cluster of one process, whose tasks find each other or do not. */
class LocalExchangeITCase {
    private static final int TASKS = 2;
    private static final int RECORDS = 1_000;
    private static final Handover<Long, Long> TO_ALL =
            new Handover<>("numbers", true, number -> number, number -> number);
    private static final Queue<Taken> TAKEN = new ConcurrentLinkedQueue<>();
    private static final Map<Integer, CountDownLatch> OPEN = new ConcurrentHashMap<>();

    /** @param attempt of the receiver's task */
    private record Taken(int attempt, int task, boolean held, long number) {}

    @Test
    void everyReceiverTakesEveryRecordOnceAndFromTheProcessItselfAlsoAfterAFailure() throws Exception {
        Configuration settings = new Configuration();
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        settings.set(PipelineOptions.OBJECT_REUSE, true);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(TASKS, settings);
        env.fromSequence(1, RECORDS)
                .map(new AfterReceivers())
                .returns(Types.LONG)
                .map(new SendFunction<>(TO_ALL), TypeInformation.of(new TypeHint<Sent<Long>>() {}))
                .broadcast()
                .flatMap(new FailingReceiver())
                .returns(Types.LONG)
                .sinkTo(new DiscardingSink<>());

        env.execute();

        for (int task = 0; task < TASKS; task++) {
            int of = task;
            List<Taken> again = TAKEN.stream()
                    .filter(taken -> taken.attempt() == 1 && taken.task() == of)
                    .toList();
            assertThat(again.stream().map(Taken::number)).hasSize(RECORDS).doesNotHaveDuplicates();
            assertThat(again).allMatch(Taken::held);
        }
    }

    /** Hands on once all receivers of the attempt are there. */
    private static final class AfterReceivers extends RichMapFunction<Long, Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public void open(OpenContext context) throws InterruptedException {
            receivers(getRuntimeContext().getTaskInfo().getAttemptNumber()).await();
        }

        @Override
        public Long map(Long number) {
            return number;
        }
    }

    private static final class FailingReceiver extends RichFlatMapFunction<Sent<Long>, Long> {
        private static final long serialVersionUID = 1L;

        private transient Receiver<Long, Long> receiver;
        private transient int attempt;

        @Override
        public void open(OpenContext context) {
            attempt = getRuntimeContext().getTaskInfo().getAttemptNumber();
            receiver = TO_ALL.receiver(getRuntimeContext());
            receivers(attempt).countDown();
        }

        @Override
        public void flatMap(Sent<Long> sent, Collector<Long> out) {
            long number = receiver.received(sent);
            int task = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
            TAKEN.add(new Taken(attempt, task, sent.isHeld(), number));
            if (attempt == 0 && task == 1 && number == RECORDS / 4) {
                throw new IllegalStateException("fails on purpose");
            }
        }

        @Override
        public void close() {
            if (receiver != null) {
                receiver.close();
            }
        }
    }

    private static CountDownLatch receivers(int attempt) {
        return OPEN.computeIfAbsent(attempt, first -> new CountDownLatch(TASKS));
    }
}
