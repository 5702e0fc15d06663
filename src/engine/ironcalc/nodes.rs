//! Walks the parsed formulas of IronCalc: the parts of operators and functions. All other modules walk through this
//! one.

use ironcalc_base::expressions::parser::Node;

/// Returns the direct parts of an operator or function, in the order of the text; nothing for other nodes.
pub(super) fn children(node: &Node) -> Vec<&Node> {
    match node {
        Node::OpConcatenateKind { left, right }
        | Node::OpSumKind { left, right, .. }
        | Node::OpProductKind { left, right, .. }
        | Node::OpPowerKind { left, right }
        | Node::CompareKind { left, right, .. } => vec![left, right],
        Node::UnaryKind { right, .. } => vec![right],
        Node::ImplicitIntersection { child, .. } => vec![child],
        Node::FunctionKind { args, .. } => args.iter().collect(),
        _ => Vec::new(),
    }
}

/// Calls `visit` for the parts that [`children`] lists, until one call gives false. Returns false in that case, and
/// `None` for a node that is neither an operator nor a function.
pub(super) fn visit_children<'n>(node: &'n mut Node, visit: &mut dyn FnMut(&'n mut Node) -> bool) -> Option<bool> {
    Some(match node {
        Node::OpConcatenateKind { left, right }
        | Node::OpSumKind { left, right, .. }
        | Node::OpProductKind { left, right, .. }
        | Node::OpPowerKind { left, right }
        | Node::CompareKind { left, right, .. } => visit(left) && visit(right),
        Node::UnaryKind { right, .. } => visit(right),
        Node::ImplicitIntersection { child, .. } => visit(child),
        Node::FunctionKind { args, .. } => args.iter_mut().all(visit),
        _ => return None,
    })
}

/// Collects the cells, ranges and numbers of a parsed formula, in the order of its text. Returns `false` if the formula
/// contains anything else than these and operators, functions, texts and logical values.
pub(super) fn collect_operand_nodes<'n>(node: &'n mut Node, out: &mut Vec<&'n mut Node>) -> bool {
    match node {
        Node::ReferenceKind { .. } | Node::RangeKind { .. } | Node::NumberKind(_) => {
            out.push(node);
            true
        }
        Node::BooleanKind(_) | Node::StringKind(_) | Node::EmptyArgKind => true,
        _ => visit_children(node, &mut |part| collect_operand_nodes(part, out)).unwrap_or(false),
    }
}
