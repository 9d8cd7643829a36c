package io.rlpips.metric.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/**
 * Operators of libtorch which DJL does not offer: those of oneDNN, with weights that are laid out once as the processor
 * multiplies them, and what takes several of libtorch's at a time. They are called by way of a TorchScript module of a few
 * lines that is made here. Only on a CPU. Thread-safe; freed with the manager that it was made with. What is given is not
 * checked: the engine may end the process over a wrong shape.
 */
final class OneDnn {
    private static final String PACK = "pack";
    private static final String CONVOLVE = "convolve";
    private static final String PRODUCTS = "products";
    private static final String FINGERPRINT = "fingerprint";
    private static final String OPERATORS = """
            class Operators(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def pack(self: __torch__.Operators,
                weight: Tensor,
                stride: int,
                padding: int,
                groups: int,
                input_size: List[int]) -> Tensor:
                return ops.mkldnn._reorder_convolution_weight(weight, [padding, padding], [stride, stride], [1, 1], groups, input_size)
              def convolve(self: __torch__.Operators,
                input: Tensor,
                weight: Tensor,
                bias: Tensor,
                stride: int,
                padding: int) -> Tensor:
                none = annotate(List[Optional[number]], [])
                return ops.mkldnn._convolution_pointwise(input, weight, bias, [padding, padding], [stride, stride], [1, 1], 1, "relu", none, None)
              def products(self: __torch__.Operators,
                rows: Tensor,
                weight: Tensor,
                groups: int) -> Tensor:
                none = annotate(List[Optional[number]], [])
                count = torch.size(rows, 0)
                picture = torch.permute(torch.reshape(rows, [1, 1, count, -1]), [0, 3, 1, 2])
                product = ops.mkldnn._convolution_pointwise(picture, weight, None, [0, 0], [1, 1], [1, 1], groups, "none", none, None)
                return torch.reshape(torch.permute(product, [0, 2, 3, 1]), [count, -1])
              def fingerprint(self: __torch__.Operators,
                taps: List[Tensor],
                heads: List[Tensor],
                epsilon: float) -> Tensor:
                parts = annotate(List[Tensor], [])
                for i in range(torch.len(taps)):
                  tap = taps[i]
                  positions = torch.mul(torch.size(tap, 2), torch.size(tap, 3))
                  root = torch.reshape(torch.sqrt(torch.div(heads[i], positions)), [1, -1, 1, 1])
                  norm = torch.sqrt(torch.add(torch.sum(torch.mul(tap, tap), [1], True), epsilon))
                  point = torch.mul(torch.div(tap, norm), root)
                  appended = torch.append(parts, torch.reshape(point, [torch.size(tap, 0), -1]))
                return torch.cat(parts, 1)
            """;

    private final PtNDManager manager;
    private final PtSymbolBlock operators;

    /** @param manager of a CPU, which lives as long as this */
    OneDnn(PtNDManager manager) {
        if (manager.getDevice().isGpu()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "inference operations on " + manager.getDevice() + ", need a CPU");
        }
        this.manager = manager;
        this.operators = load(manager);
    }

    /**
     * More than 64 outputs must be a multiple of 64 or be looked at by the caller: of 80 or 112 the engine computes others
     * than it should on some processors ({@link RunProducts}).
     *
     * @param weight [outputs, inputs of a group, kernel, kernel]
     * @param inputSize for which the layout is chosen; where it is not right for another, the engine rearranges the weight
     *     each time
     * @return in the manager that this was made with
     */
    PtNDArray pack(NDArray weight, int stride, int padding, int groups, long[] inputSize) {
        return run(
                manager,
                PACK,
                IValue.from((PtNDArray) weight),
                IValue.from((long) stride),
                IValue.from((long) padding),
                IValue.from((long) groups),
                IValue.listFrom(inputSize));
    }

    /** @return the convolution and ReLU after it, in the input's manager */
    NDArray convolve(NDArray input, PtNDArray packedWeight, PtNDArray bias, int stride, int padding) {
        return run(
                (PtNDManager) input.getManager(),
                CONVOLVE,
                IValue.from((PtNDArray) input),
                IValue.from(packedWeight),
                IValue.from(bias),
                IValue.from((long) stride),
                IValue.from((long) padding));
    }

    /**
     * Products of rows with weights of one pixel: the rows are taken for the pixels of one picture, with their values for
     * channels.
     *
     * @param rows [rows, groups * inputs of a group]
     * @param packedWeight laid out for stride 1 and no padding
     * @return [rows, outputs], in the rows' manager
     */
    NDArray products(NDArray rows, PtNDArray packedWeight, int groups) {
        return run(
                (PtNDManager) rows.getManager(),
                PRODUCTS,
                IValue.from((PtNDArray) rows),
                IValue.from(packedWeight),
                IValue.from((long) groups));
    }

    /**
     * What it takes on the way is freed before it is done, and used again while it is in the processor's cache.
     *
     * @return in the manager of the first tap
     */
    NDArray fingerprint(List<NDArray> taps, List<NDArray> heads, double epsilon) {
        PtNDManager owner = (PtNDManager) taps.get(0).getManager();
        return run(owner, FINGERPRINT, list(taps), list(heads), IValue.from(epsilon));
    }

    private static IValue list(List<NDArray> arrays) {
        return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
    }

    /** @param arguments closed afterwards */
    private PtNDArray run(PtNDManager owner, String method, IValue... arguments) {
        try (IValue result = IValueUtils.runMethod(operators, method, arguments)) {
            return result.toTensor(owner);
        } finally {
            for (IValue argument : arguments) {
                argument.close();
            }
        }
    }

    private static PtSymbolBlock load(PtNDManager manager) {
        try {
            byte[] archive = ScriptArchive.of("Operators", OPERATORS);
            return JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
        } catch (IOException impossible) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "the engine cannot read a module from memory", impossible);
        }
    }
}
