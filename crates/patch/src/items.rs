//! A list that many operations may shift without moving all of it each time.
//!
//! It is kept in pieces: finding, inserting and removing cost the number of pieces and the size of one.

use crate::node::Node;

/// How many elements a piece has at most.
const PIECE_MAX: usize = 1024;

/// The elements of a list that was taken apart.
#[derive(Default)]
pub(crate) struct Items {
    pieces: Vec<Vec<Node>>,
    len: usize,
}

impl Items {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn iter(&self) -> impl Iterator<Item = &Node> {
        self.pieces.iter().flatten()
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        self.pieces.iter_mut().flatten()
    }

    /// The element at an index, if there is one.
    pub fn get_mut(&mut self, at: usize) -> Option<&mut Node> {
        let (piece, at) = self.place(at);
        self.pieces.get_mut(piece)?.get_mut(at)
    }

    /// Puts an element before the one at an index, or behind all.
    pub fn insert(&mut self, at: usize, node: Node) {
        self.len += 1;
        let (index, at) = self.place(at);
        let Some(piece) = self.pieces.get_mut(index) else {
            return self.pieces.push(vec![node]);
        };
        piece.insert(at.min(piece.len()), node);
        if piece.len() > PIECE_MAX {
            let rest = piece.split_off(PIECE_MAX / 2);
            self.pieces.insert(index + 1, rest);
        }
    }

    /// Takes out the element at an index.
    pub fn remove(&mut self, at: usize) -> Option<Node> {
        let (index, at) = self.place(at);
        let piece = self.pieces.get_mut(index).filter(|piece| at < piece.len())?;
        let node = piece.remove(at);
        if piece.is_empty() {
            self.pieces.remove(index);
        }
        self.len -= 1;
        Some(node)
    }

    /// The piece that holds an index and the place in it; the place behind all is the last piece's end.
    fn place(&self, mut at: usize) -> (usize, usize) {
        for (index, piece) in self.pieces.iter().enumerate() {
            if at < piece.len() || index + 1 == self.pieces.len() {
                return (index, at);
            }
            at -= piece.len();
        }
        (0, at)
    }
}

impl IntoIterator for Items {
    type Item = Node;
    type IntoIter = std::iter::Flatten<std::vec::IntoIter<Vec<Node>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.pieces.into_iter().flatten()
    }
}

impl FromIterator<Node> for Items {
    fn from_iter<I: IntoIterator<Item = Node>>(nodes: I) -> Self {
        let mut items = Self::default();
        for node in nodes {
            match items.pieces.last_mut() {
                Some(piece) if piece.len() < PIECE_MAX => piece.push(node),
                _ => items.pieces.push(vec![node]),
            }
            items.len += 1;
        }
        items
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raw::Raw;

    fn node(number: usize) -> Node {
        Raw::parse(number.to_string().into_bytes()).map_or(Node::Nil, Node::new)
    }

    fn text(node: &Node) -> String {
        String::from_utf8(node.to_json().0).unwrap()
    }

    /// The same steps on a plain list, over the bounds of pieces and down to nothing.
    #[test]
    fn it_is_a_list() {
        let mut items: Items = (0..3000).map(node).collect();
        let mut plain: Vec<String> = (0..3000).map(|n| n.to_string()).collect();
        let mut place = 7;
        for step in 0..9000 {
            place = (place * 31 + 17) % (plain.len() + 1);
            if step < 3000 {
                items.insert(place, node(step));
                plain.insert(place, step.to_string());
            } else if place < plain.len() {
                assert_eq!(items.get_mut(place).map(|found| text(found)).as_ref(), plain.get(place));
                assert_eq!(items.remove(place).map(|n| text(&n)), Some(plain.remove(place)));
            } else {
                assert!(items.remove(place).is_none() && items.get_mut(place).is_none());
            }
            assert_eq!(items.len(), plain.len());
        }
        assert!(items.iter().map(text).eq(plain));
    }
}
