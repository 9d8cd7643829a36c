package io.rlpips.metric.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PyTorch engine of this JVM, started once on first use. The only way to a tensor manager: everything outside this
 * package works with the managers and arrays it is given.
 *
 * <p>One intra-op thread is the default, whatever the number of cores: in a pipeline the other cores are busy, and
 * waiting for a second thread there costs more than it brings. Thread counts are process-wide. Thread-safe.
 */
public final class TorchEngine {
    private static final Logger LOG = LoggerFactory.getLogger(TorchEngine.class);

    private static final String INTRA_OP_THREADS_PROPERTY = "ai.djl.pytorch.num_threads";

    private final Engine engine;

    private TorchEngine(Engine engine) {
        this.engine = engine;
    }

    /** @throws RlpipsException INTERNAL when the native library cannot be loaded */
    public static TorchEngine start() {
        return Holder.INSTANCE;
    }

    /** @return a root manager on the chosen device; the caller closes it and frees all that hangs from it */
    public NDManager newManager(DeviceChoice choice) {
        return engine.newBaseManager(resolve(choice));
    }

    /** @return a readable name of the device that {@code choice} stands for here: {@code cpu()} or {@code gpu(0)} */
    public String describe(DeviceChoice choice) {
        return resolve(choice).toString();
    }

    /** Sets how many threads one tensor operation may use, for the whole process. Training alone gains from several. */
    public void useIntraOpThreads(int threads) {
        if (threads < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "intra-op threads: " + threads + ", needs at least 1");
        }
        JniUtils.setNumThreads(threads);
    }

    /** @return version of libtorch, for reports */
    public String version() {
        return engine.getVersion();
    }

    private Device resolve(DeviceChoice choice) {
        return switch (choice) {
            case CPU -> Device.cpu();
            case GPU -> {
                if (engine.getGpuCount() == 0) {
                    throw new RlpipsException(
                            FailureCategory.DEVICE_UNAVAILABLE, "device gpu was asked for and none was found");
                }
                yield Device.gpu(0);
            }
            case AUTO -> engine.getGpuCount() == 0 ? Device.cpu() : Device.gpu(0);
        };
    }

    private static final class Holder {
        static final TorchEngine INSTANCE = load();

        private static TorchEngine load() {
            // Nothing is downloaded and nothing is reported home, whatever the environment says.
            System.setProperty("ai.djl.offline", "true");
            System.setProperty("OPT_OUT_TRACKING", "true");
            if (System.getProperty(INTRA_OP_THREADS_PROPERTY) == null) {
                String requested = System.getenv("OMP_NUM_THREADS");
                System.setProperty(INTRA_OP_THREADS_PROPERTY, requested == null ? "1" : requested);
            }
            try {
                TorchEngine started = new TorchEngine(Engine.getEngine("PyTorch"));
                LOG.info("PyTorch {} on {}", started.version(), started.describe(DeviceChoice.AUTO));
                return started;
            } catch (RuntimeException | LinkageError unavailable) {
                throw new RlpipsException(
                        FailureCategory.INTERNAL,
                        "the PyTorch engine cannot be started: " + unavailable.getMessage(),
                        unavailable);
            }
        }
    }
}
